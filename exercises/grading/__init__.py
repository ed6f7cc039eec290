"""Grading of the book's exercises: answers run in a sandbox, checks run outside, nbgrader keeps the grades."""
