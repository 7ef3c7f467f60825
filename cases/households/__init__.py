"""The families and what is known of them: members and dated facts, each row inside its place."""
