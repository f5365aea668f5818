"""What is missing or wrong with the customers a person sees, and who of them may be there twice."""
