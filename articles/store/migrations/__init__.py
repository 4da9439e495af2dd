"""The database's history, step by step; `HEAD` is the step that this code was written for."""

HEAD = "0011"
