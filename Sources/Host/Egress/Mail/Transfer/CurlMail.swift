internal import CCurl

/// One mail as a transfer of libcurl's. Owns the handle and everything that the handle points to.
///
/// Thread: one at a time. Must have left its multi handle before it goes.
final class CurlMail {
    let handle: UnsafeMutableRawPointer
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private var names: UnsafeMutablePointer<curl_slist>?

    /// Nil if there is no memory.
    ///
    /// - Parameters:
    ///   - transfer: Handed to the functions below, not held; must live until this has left its multi handle.
    ///   - sockets: Told of each connection's socket; must live as long as any connection.
    init?(_ transfer: MailTransfer, options: MailerOptions, sockets: MailSockets) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        setServer(transfer, options)
        setMail(transfer, context)
        curl_set_pointer(handle, CURLOPT_PRIVATE, context)
        // What is said on the connection comes by libcurl's record of it; nothing of that goes anywhere else.
        curl_set_on_record(handle, Self.onRecord)
        curl_set_pointer(handle, CURLOPT_DEBUGDATA, context)
        curl_set_number(handle, CURLOPT_VERBOSE, 1)
        // Asked each second, also while libcurl waits where it stands.
        curl_set_on_progress(handle, Self.onProgress)
        curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        curl_set_number(handle, CURLOPT_NOPROGRESS, 0)
        let socketContext = Unmanaged.passUnretained(sockets).toOpaque()
        curl_set_on_socket(handle, Self.onOpen)
        curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, socketContext)
        curl_set_on_close(handle, Self.onClose)
        curl_set_pointer(handle, CURLOPT_CLOSESOCKETDATA, socketContext)
    }

    deinit {
        curl_set_number(handle, CURLOPT_VERBOSE, 0)
        curl_set_number(handle, CURLOPT_NOPROGRESS, 1)
        curl_easy_cleanup(handle)
        curl_slist_free_all(recipients)
        curl_slist_free_all(names)
    }

    private func setServer(_ transfer: MailTransfer, _ options: MailerOptions) {
        let (server, limits) = (transfer.server, transfer.limits)
        curl_set_text(handle, CURLOPT_URL, server.url)
        curl_set_text(handle, CURLOPT_PROTOCOLS_STR, server.security == .tls ? "smtps" : "smtp")
        // An empty proxy is none, whatever the environment says.
        curl_set_text(handle, CURLOPT_PROXY, "")
        if let user = server.user {
            curl_set_text(handle, CURLOPT_USERNAME, user)
            curl_set_text(handle, CURLOPT_PASSWORD, server.password)
        }
        curl_set_number(handle, CURLOPT_USE_SSL, Int(server.security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
        curl_set_number(handle, CURLOPT_SSL_VERIFYPEER, 1)
        curl_set_number(handle, CURLOPT_SSL_VERIFYHOST, 2)
        curl_set_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        curl_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeoutMilliseconds)
        curl_set_number(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, limits.answerTimeoutSeconds)
        curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        // A cancelled transfer does not wait for its name to be resolved.
        curl_set_number(handle, CURLOPT_QUICK_EXIT, 1)
        if transfer.isSecondTry { curl_set_number(handle, CURLOPT_FRESH_CONNECT, 1) }
        if let path = options.certificateAuthorities { curl_set_text(handle, CURLOPT_CAINFO, path) }
        for name in options.fixedNames { names = curl_slist_append(names, name) }
        if names != nil { curl_set_pointer(handle, CURLOPT_RESOLVE, names) }
    }

    private func setMail(_ transfer: MailTransfer, _ context: UnsafeMutableRawPointer) {
        let mail = transfer.mail
        curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        for address in mail.recipients { recipients = curl_slist_append(recipients, "<\(address)>") }
        curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients)
        // Who is not taken keeps the mail from nobody else.
        curl_set_number(handle, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
        curl_set_number(handle, CURLOPT_UPLOAD, 1)
        curl_set_large(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.bytes.count))
        curl_set_on_bytes(handle, CURLOPT_READFUNCTION, Self.onRead)
        curl_set_pointer(handle, CURLOPT_READDATA, context)
        curl_set_on_bytes(handle, CURLOPT_WRITEFUNCTION, Self.onBody)
    }

    private static let onRead: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        data, size, count, context in
        guard let context, let data else { return 0 }
        return Unmanaged<MailTransfer>.fromOpaque(context).takeUnretainedValue().read(
            into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
    }

    /// Nothing is asked for; what comes all the same goes nowhere.
    private static let onBody: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        _, size, count, _ in size * count
    }

    private static let onRecord:
        @convention(c) (UnsafeMutableRawPointer?, curl_infotype, UnsafeMutablePointer<CChar>?, Int, UnsafeMutableRawPointer?) -> Int32 = {
            _, kind, data, count, context in
            guard let context, let data else { return 0 }
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            let transfer = Unmanaged<MailTransfer>.fromOpaque(context).takeUnretainedValue()
            switch kind {
            case CURLINFO_HEADER_OUT: transfer.sent(bytes)
            case CURLINFO_HEADER_IN: transfer.received(bytes)
            default: break
            }
            return 0
        }

    private static let onProgress: @convention(c) (UnsafeMutableRawPointer?, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> Int32 = {
        context, _, _, _, _ in
        guard let context else { return 0 }
        return Unmanaged<MailTransfer>.fromOpaque(context).takeUnretainedValue().isStopped.load(ordering: .acquiring) ? 1 : 0
    }

    private static let onOpen:
        @convention(c) (UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t = {
            context, _, address in
            guard let context, let address else { return -1 }
            let descriptor = HTTPSocket.open(
                family: address.pointee.family, type: address.pointee.socktype, protocol: address.pointee.protocol)
            Unmanaged<MailSockets>.fromOpaque(context).takeUnretainedValue().opened(descriptor)
            return descriptor
        }

    private static let onClose: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t) -> Int32 = { context, descriptor in
        guard let context else { return 1 }
        return Unmanaged<MailSockets>.fromOpaque(context).takeUnretainedValue().close(descriptor)
    }
}
