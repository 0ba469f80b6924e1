internal import CLibPQ
internal import EventLoop
internal import Glibc

extension WireConnection {
    /// Begins to connect; `owner` hears of the end. Names are resolved on a helper thread, since libpq would block on them.
    func connect(timeoutNanos: UInt64) {
        connectTimer = loop.schedule(atNanos: EventLoop.nowNanos() + timeoutNanos) { [box = LoopBox(self)] in
            guard box.value.phase == .connecting else { return }
            box.value.close(
                PostgresError(.connection, "\(box.value.configuration.place) did not answer within \(timeoutNanos / 1_000_000) ms"),
                lost: false)
        }
        guard HostResolver.needsResolving(configuration.host) else { return begin(addresses: nil) }
        HostResolver.resolve(configuration.host, port: configuration.port) { [loop, box = LoopBox(self)] result in
            loop.execute {
                guard box.value.phase == .connecting else { return }
                switch result {
                case .success(let addresses): box.value.begin(addresses: addresses)
                case .failure(let error): box.value.close(error, lost: false)
                }
            }
        }
    }

    private func begin(addresses: [String]?) {
        // Each time anew: a revocation list that is gone by now would be passed over. libpq reads these files on this thread as well.
        do { try configuration.checkFiles() } catch { return close(error, lost: false) }
        let keywords = configuration.keywords(addresses: addresses)
        var names: [UnsafePointer<CChar>?] = keywords.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values: [UnsafePointer<CChar>?] = keywords.map { UnsafePointer(strdup($0.1)) } + [nil]
        handle = PQconnectStartParams(&names, &values, 0)
        for text in names + values { free(UnsafeMutableRawPointer(mutating: text)) }
        guard let handle, PQstatus(handle) != CONNECTION_BAD else {
            close(PostgresError(.connection, "cannot connect to \(configuration.place): \(lastMessage("out of memory"))"), lost: false)
            return
        }
        PQsetNoticeReceiver(
            handle,
            { argument, result in
                guard let argument, let result else { return }
                let connection = Unmanaged<WireConnection>.fromOpaque(argument).takeUnretainedValue()
                func field(_ code: Character) -> String {
                    PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) } ?? ""
                }
                connection.owner.connection(connection, notice: field("V"), field("M"))
            }, Unmanaged.passUnretained(self).toOpaque())
        watch(.write)
    }

    func pollConnect() {
        guard let handle else { return }
        switch PQconnectPoll(handle) {
        case PGRES_POLLING_READING: watch(.read)
        case PGRES_POLLING_WRITING: watch(.write)
        case PGRES_POLLING_OK: finishConnect(handle)
        default:
            close(
                PostgresError(.connection, "cannot connect to \(configuration.place): \(lastMessage("no reason given"))"), lost: false)
        }
    }

    private func finishConnect(_ handle: OpaquePointer) {
        if let connectTimer { loop.cancel(connectTimer) }
        connectTimer = nil
        watch(.read)
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            close(PostgresError(.protocol, "libpq refuses pipeline mode: \(lastMessage("no reason given"))"), lost: false)
            return
        }
        phase = .ready
        openedAtNanos = EventLoop.nowNanos()
        idleSinceNanos = openedAtNanos
        owner.connectionReady(self)
    }

    /// libpq may try several addresses, each with a socket of its own, so the descriptor is looked up each time.
    private func watch(_ interest: Interest) {
        guard let handle else { return }
        let current = PQsocket(handle)
        if current != descriptor || phase == .connecting {
            if descriptor >= 0 { loop.unregister(descriptor) }
            descriptor = current
            loop.register(current, interest, self)
        } else {
            loop.update(current, interest)
        }
        self.interest = interest
    }
}

extension PostgresConfiguration {
    /// For messages: where and as whom, never the password.
    var place: String {
        host.hasPrefix("/") ? "\(user)@\(host):\(port)/\(database)" : "\(user)@\(host):\(port)/\(database) (TLS \(tls.rawValue))"
    }

    func keywords(addresses: [String]?) -> [(String, String)] {
        var settings = [
            "DateStyle": "ISO", "TimeZone": "UTC", "bytea_output": "hex", "extra_float_digits": "1", "IntervalStyle": "postgres",
            "client_connection_check_interval": "5s",
        ]
        for (name, value) in parameters { settings[name] = value }
        let options = settings.sorted { $0.key < $1.key }.map { name, value in
            "-c \(name)=" + value.map { $0 == " " || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        }
        let count = addresses?.count ?? 1
        var keywords = [
            ("host", Array(repeating: host, count: count).joined(separator: ",")),
            ("port", "\(port)"), ("user", user), ("dbname", database), ("sslmode", tls.rawValue),
            ("application_name", applicationName), ("client_encoding", "UTF8"), ("options", options.joined(separator: " ")),
            ("gssencmode", "disable"), ("keepalives_idle", "30"), ("tcp_user_timeout", "30000"), ("target_session_attrs", "any"),
        ]
        if let addresses { keywords.append(("hostaddr", addresses.joined(separator: ","))) }
        if let password { keywords.append(("password", password)) }
        if let rootCertificatePath { keywords.append(("sslrootcert", rootCertificatePath)) }
        if let clientCertificatePath { keywords.append(("sslcert", clientCertificatePath)) }
        if let clientKeyPath { keywords.append(("sslkey", clientKeyPath)) }
        if let revocationListPath { keywords.append(("sslcrl", revocationListPath)) }
        return keywords
    }
}
