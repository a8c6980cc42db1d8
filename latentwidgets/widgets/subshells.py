def answer_where_asked(comm):
    return
