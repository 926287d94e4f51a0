"""Find captions, ids and images among the columns and fields of a record."""
