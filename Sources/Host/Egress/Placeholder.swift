// Egress
