"""What is handed out: the feedback as a tagged PDF, written by `document`, rendered by `pdf`, guarded by `press`."""
