"""Quizzes: practice, reviews, exams for a class. One file per thing a person asks for."""
