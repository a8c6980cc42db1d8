"""What is measured: each function here is the one cell of a notebook that a user would write.

They run in the kernel of the served notebook, never in the process that measures.
"""
