"""The grader is graded: mutants of every solution, what they change, what they lose, and answers that do nothing."""
