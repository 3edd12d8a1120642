"""A whole class: what is to be graded, by how many processes, and what is kept so that nothing is done twice or lost."""
