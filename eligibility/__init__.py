"""What the law says about social assistance, dated and sourced; it knows nothing of cases."""
