"""What a family is entitled to, month by month; written by decisions and re-audits, read by payout runs."""
