-- Who wrote a payment down; empty for what came by a token without a member, and for what was there before.
ALTER TABLE payments ADD COLUMN author text NOT NULL DEFAULT '';
