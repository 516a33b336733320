"""How the house looks, as values: colours, letters, grounds, the mark.

Nothing here reads a row or a request: what is in force is in `policy.brand()`, and its versions in
`looks.py`.
"""
