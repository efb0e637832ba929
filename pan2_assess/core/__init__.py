"""What a questionnaire is and means: pure data and functions, without web, database or clock."""
