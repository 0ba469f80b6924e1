import PluginKit

extension PluginError {
    /// Whether a unique key refused the write (SQLSTATE 23505). Which one, its message does not tell.
    var isUniqueViolation: Bool { sqlState == "23505" }
}
