"""The report about a class: one HTML page that needs nothing else, and a spreadsheet of its checks."""
