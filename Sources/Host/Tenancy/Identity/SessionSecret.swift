import Foundation

/// The installation's secret: all hosts on one database must have the same.
package struct SessionSecret: Sendable {
    package let bytes: [UInt8]

    static let minimumBytes = 32

    /// - Throws: ``IdentityError`` with code `secret` below 32 bytes.
    package init(_ bytes: [UInt8], source: String = "the session secret") throws(IdentityError) {
        guard bytes.count >= Self.minimumBytes else {
            throw IdentityError(
                .secret, "\(source) has \(bytes.count) bytes, at least \(Self.minimumBytes) are needed; make one with: openssl rand -hex 32"
            )
        }
        self.bytes = bytes
    }

    /// `SESSION_SECRET`, else the file that `SESSION_SECRET_FILE` names, else `DATA/session.secret`, made if missing (mode 0600).
    ///
    /// Blocking file reads: call it at start.
    package static func load(environment: [String: String], dataDirectory: String) throws(IdentityError) -> SessionSecret {
        if let text = environment["SESSION_SECRET"], !text.isEmpty {
            return try SessionSecret(Array(text.utf8), source: "SESSION_SECRET")
        }
        if let path = environment["SESSION_SECRET_FILE"], !path.isEmpty {
            return try SessionSecret(read(path), source: "SESSION_SECRET_FILE \(path)")
        }
        let path = dataDirectory + "/session.secret"
        if !FileManager.default.fileExists(atPath: path) { try create(path) }
        var information = stat()
        if stat(path, &information) == 0, information.st_mode & 0o077 != 0 {
            throw IdentityError(.secret, "\(path) can be read by other users: run chmod 600 \(path)")
        }
        return try SessionSecret(read(path), source: path)
    }

    private static func read(_ path: String) throws(IdentityError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw IdentityError(.secret, "the session secret's file \(path) cannot be read")
        }
        var bytes = Array(data)
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        return bytes
    }

    /// Written beside and linked into place: of two hosts that start at once, both use the first one's.
    private static func create(_ path: String) throws(IdentityError) {
        let temporary = path + "." + HexDigits.text(SecureRandom.bytes(8))
        defer { unlink(temporary) }
        let text = Array(HexDigits.text(SecureRandom.bytes(32)).utf8) + [0x0A]
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else { throw failure(path) }
        guard link(temporary, path) == 0 || errno == EEXIST else { throw failure(path) }
    }

    private static func failure(_ path: String) -> IdentityError {
        IdentityError(.secret, "\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
}
