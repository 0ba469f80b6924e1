import HostData
package import PostgresClient

extension PluginSchema {
    /// Holds the temporary files of the plugin's statements, where the host's role may: at each start, for the right may have come meanwhile.
    func limitDisk(_ session: any SchemaSession) async throws {
        let (name, value) = StatementLimits.diskSetting
        let isSet = try await session.rows(
            """
            SELECT 1::text FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
            WHERE r.rolname = $1::text AND s.setdatabase = 0 AND $2::text = ANY (s.setconfig)
            """, [manifest.runtimeRole, "\(name)=\(value)"])
        guard isSet.isEmpty else { return }
        try await session.script(
            """
            DO $$ BEGIN
                ALTER ROLE \(plan.runtime) SET \(name) = '\(value)';
            EXCEPTION WHEN insufficient_privilege THEN NULL;
            END $$
            """)
    }

    /// Why nothing holds the temporary files of plugins' statements, and what to do; nil where something does.
    package static func missingDiskLimit(_ pool: PostgresPool) async throws -> String? {
        let name = StatementLimits.diskSetting.name
        let rows = try await pool.query(
            "SELECT current_setting($1::text) <> '-1' OR has_parameter_privilege($1::text, 'SET'), current_user::text", .text(name))
        guard rows.boolean(row: 0, column: 0) != true else { return nil }
        let role = SQLText.name(rows.text(row: 0, column: 1) ?? "")
        return
            "a plugin's statement may fill the database's disk with temporary files, for the host's role may not set \(name): as a superuser, GRANT SET ON PARAMETER \(name) TO \(role), then restart the host; or set \(name) in postgresql.conf"
    }
}
