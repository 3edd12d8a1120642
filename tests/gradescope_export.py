"""Gradescope's list of an export, as it writes it."""

METADATA = """---
submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: B1
    :email: ann@x.tw
  :created_at: 2026-02-07 05:07:36.170000000 Z
  :score: 10.0
  :status: processed
  :results:
    tests:
    - name: one
      output: !ruby/object:Thing
        deep: {er: [1, {and: {deeper: [2]}}]}
  :history: []
submission_2:
  :submitters:
  - :name: Bob Wu
    :sid: B2
    :email: bob@x.tw
  - :name: 王小明
    :sid: B3
    :email: ''
  :created_at: 2026-02-08 05:07:36.000000000 +08:00
  :history:
  - :id: 20
    :created_at: 2026-02-06 01:00:00.000000000 Z
    :score: 1.0
submission_3:
  :submitters:
  - :name: Cy Xu
    :sid: B4
    :email: cy@x.tw
  :created_at: 2026-02-09 05:07:36.000000000 Z
""".encode()
