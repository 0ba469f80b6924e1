internal import Glibc

extension PostgresConfiguration {
    /// Looks whether the files of certificates and keys can be read. libpq would pass over a client certificate or a revocation list that it
    /// cannot read and connect without it.
    ///
    /// Throws `PostgresError` with code `configuration` that names the option and the file.
    package func checkFiles() throws(PostgresError) {
        func wrong(_ text: String) -> PostgresError { PostgresError(.configuration, "database connection: \(text)") }
        if (clientCertificatePath == nil) != (clientKeyPath == nil) {
            throw wrong("sslcert and sslkey belong together, \(clientKeyPath == nil ? "sslkey" : "sslcert") is missing")
        }
        if revocationListPath != nil, rootCertificatePath == nil {
            throw wrong("sslcrl has no effect without sslrootcert; name the certificate that signed the list")
        }
        let files = [
            ("sslrootcert", rootCertificatePath, "-----BEGIN"), ("sslcert", clientCertificatePath, "-----BEGIN"),
            ("sslkey", clientKeyPath, ""), ("sslcrl", revocationListPath, "-----BEGIN X509 CRL-----"),
        ]
        for case (let option, let path?, let mark) in files {
            // libpq 16 and later: the roots that the system trusts.
            if option == "sslrootcert", path == "system" { continue }
            switch Self.contains(path, Array(mark.utf8)) {
            case .success(true): break
            case .success(false): throw wrong("\(option) names \(path), which holds no \"\(mark)\"; expected PEM")
            case .failure(let problem): throw wrong("\(option) names \(path), which cannot be read: \(problem.text)")
            }
        }
    }

    private struct FileProblem: Error {
        let text: String
    }

    /// Lists of revoked certificates reach some megabytes; more is not one.
    private static let maximumFileBytes = 64 << 20

    private static func contains(_ path: String, _ mark: [UInt8]) -> Result<Bool, FileProblem> {
        // O_NONBLOCK: a pipe in the file's place must not hold up the caller.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(FileProblem(text: String(cString: strerror(errno)))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .failure(FileProblem(text: "not a file")) }
        guard status.st_size <= maximumFileBytes else { return .failure(FileProblem(text: "more than \(maximumFileBytes) bytes")) }
        if mark.isEmpty { return .success(true) }
        var kept: [UInt8] = []
        var portion = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &portion, portion.count)
            guard count >= 0 else { return .failure(FileProblem(text: String(cString: strerror(errno)))) }
            guard count > 0 else { return .success(false) }
            kept += portion[..<count]
            if kept.firstRange(of: mark) != nil { return .success(true) }
            kept.removeFirst(max(0, kept.count - mark.count))
        }
    }
}
