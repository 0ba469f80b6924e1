-- Racks as subjects of findings, and as the neighbours that a miner is compared with.
--
-- A rack has no number: one that is told of stands here as a part of its site (subject 'site') with its name, its site's number in site_id and
-- in subject_id a number that follows from both. Of a miner, rack is that of the neighbours that its figures were compared with.
ALTER TABLE anomalies ADD COLUMN rack text CHECK (length(rack) BETWEEN 1 AND 40);
ALTER TABLE anomalies ADD COLUMN site_id bigint;
