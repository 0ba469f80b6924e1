/// Rows of `app.plugin_consents`.
enum ConsentRows {
    /// Without order and condition.
    static let sql = """
        SELECT plugin, version, array_to_string(ARRAY(SELECT json_array_elements_text(items)), ' '), given_by,
               (extract(epoch FROM given_at) * 1000000)::bigint
        FROM app.plugin_consents
        """

    static func consent(_ row: TenancyRow) throws -> GrantConsent {
        GrantConsent(
            plugin: try row.text(0), version: try row.text(1), items: try row.text(2).split(separator: " ").map(String.init),
            givenBy: try row.text(3), givenAtMicros: try row.integer(4))
    }
}
