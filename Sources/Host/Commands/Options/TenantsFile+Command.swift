import HostTenancy

extension TenantsFile {
    /// Reads the configuration for a command.
    /// - Throws: ``Failure`` with every issue on a line of its own.
    static func forCommand(_ path: String) throws -> TenantsFile {
        do { return try read(path: path) } catch { throw Failure(.wrongInput, "the configuration is not valid\n\(error)") }
    }
}
