import HostData
import PostgresClient

/// What a plugin has handed to the notary and had pinned, under keys that begin with its id.
///
/// A leaf that stands in an interval is part of a tree that is anchored, or will be: it stays, so that what was proved stays provable, under
/// a key that no plugin has, so that one that is installed again finds its own keys free. What waits was promised to nobody and is dropped.
/// Pinned bytes are evidence of what is deleted here: they are unpinned.
extension PluginPurge {
    private static let count: Statement = """
        SELECT (SELECT count(*) FROM app.notary_leaves
                WHERE starts_with(key, $1::text || ':') AND interval_id IS NULL AND ($2::bigint IS NULL OR tenant_id = $2)),
            (SELECT count(*) FROM app.notary_leaves
                WHERE starts_with(key, $1::text || ':') AND interval_id IS NOT NULL AND ($2::bigint IS NULL OR tenant_id = $2)),
            (SELECT count(*) FROM app.pins WHERE starts_with(key, $1::text || ':') AND ($2::bigint IS NULL OR tenant_id = $2))
        """
    private static let dropWaiting: Statement = """
        DELETE FROM app.notary_leaves
        WHERE starts_with(key, $1::text || ':') AND interval_id IS NULL AND ($2::bigint IS NULL OR tenant_id = $2)
        """
    // A place in a tree is one leaf's alone, and '~' begins no plugin's id.
    private static let keepAnchored: Statement = """
        UPDATE app.notary_leaves SET key = '~' || interval_id || '/' || leaf_index
        WHERE starts_with(key, $1::text || ':') AND interval_id IS NOT NULL AND ($2::bigint IS NULL OR tenant_id = $2)
        """
    // A provider that is being given the bytes at this moment is asked to remove them when that is over.
    private static let unpin: Statement = """
        WITH gone AS MATERIALIZED (
            SELECT tenant_id, key, '~' || gen_random_uuid() AS fresh FROM app.pins
            WHERE starts_with(key, $1::text || ':') AND ($2::bigint IS NULL OR tenant_id = $2)),
        made AS (
            INSERT INTO app.pins (tenant_id, key, cid, content, bytes, wanted, asked_at, unwanted_at)
            SELECT p.tenant_id, g.fresh, p.cid, NULL, p.bytes, false, p.asked_at, coalesce(p.unwanted_at, now())
            FROM app.pins p JOIN gone g ON g.tenant_id = p.tenant_id AND g.key = p.key),
        moved AS (
            UPDATE app.pin_places q SET key = g.fresh, is_open = q.state <> 'removed', problem = NULL, problem_code = NULL,
                next_at = now() + CASE WHEN q.attempts > 0 AND q.state <> 'pinned' THEN interval '10 minutes' ELSE interval '0' END
            FROM gone g WHERE g.tenant_id = q.tenant_id AND g.key = q.key)
        DELETE FROM app.pins p USING gone g WHERE g.tenant_id = p.tenant_id AND g.key = p.key
        """

    func evidence(of key: TenantKey?, in session: PostgresSession) async throws -> PurgePlan.Evidence {
        let rows = try await session.query(Self.count, .text(plugin), PostgresValue(key?.rawValue))
        return PurgePlan.Evidence(
            droppedLeaves: rows.integer(row: 0, column: 0) ?? 0, keptLeaves: rows.integer(row: 0, column: 1) ?? 0,
            pins: rows.integer(row: 0, column: 2) ?? 0)
    }

    func releaseEvidence(of key: TenantKey?, in session: PostgresSession) async throws {
        for statement in [Self.dropWaiting, Self.keepAnchored, Self.unpin] {
            _ = try await session.query(statement, .text(plugin), PostgresValue(key?.rawValue))
        }
    }
}
