/// Where a database is and who connects. Passed to libpq as it is; nothing is taken from `PG…` environment variables but a password file.
package struct PostgresConfiguration: Sendable, Hashable {
    /// How the connection is protected; the names are libpq's `sslmode`.
    package enum TLSMode: String, Sendable, CaseIterable {
        case disable
        case allow
        case prefer
        case require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    /// A directory with the server's unix socket (it begins with `/`), a host name or an address.
    package var host: String
    /// TCP port, or the number in the socket's file name.
    package var port: Int
    /// The role to log in as.
    package var user: String
    /// Its password, if the server asks for one.
    package var password: String?
    /// The database.
    package var database: String
    /// Protection of a TCP connection; a unix socket has none.
    package var tls: TLSMode
    /// Certificates (PEM) that sign the server's, for `verifyCA` and `verifyFull`; nil: libpq's default.
    package var rootCertificatePath: String?
    /// Certificate (PEM) that this client shows to a server that asks for one; nil: libpq's default.
    package var clientCertificatePath: String?
    /// The key of `clientCertificatePath`, readable by its owner alone.
    package var clientKeyPath: String?
    /// Certificates (PEM) that `rootCertificatePath` has revoked; a server that shows one is refused.
    package var revocationListPath: String?
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    /// Settings of each session (`search_path` and kin). `RESET ALL` returns to them.
    package var parameters: [String: String]

    /// A server by its socket directory, name or address.
    package init(
        host: String, port: Int = 5432, user: String, password: String? = nil, database: String, tls: TLSMode = .prefer,
        rootCertificatePath: String? = nil, clientCertificatePath: String? = nil, clientKeyPath: String? = nil,
        revocationListPath: String? = nil, applicationName: String = "hashinsight", parameters: [String: String] = [:]
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.database = database
        self.tls = tls
        self.rootCertificatePath = rootCertificatePath
        self.clientCertificatePath = clientCertificatePath
        self.clientKeyPath = clientKeyPath
        self.revocationListPath = revocationListPath
        self.applicationName = applicationName
        self.parameters = parameters
    }

    /// A server by the directory of its unix socket.
    package init(
        socketDirectory: String, port: Int = 5432, user: String, password: String? = nil, database: String,
        applicationName: String = "hashinsight", parameters: [String: String] = [:]
    ) {
        self.init(
            host: socketDirectory, port: port, user: user, password: password, database: database, tls: .disable,
            applicationName: applicationName, parameters: parameters)
    }
}
