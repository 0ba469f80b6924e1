internal import CCurl

/// One transfer of libcurl's with its options set. Owns the handle and everything that the handle points to.
///
/// Thread: one at a time. Must have left its multi handle before it goes.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var names: UnsafeMutablePointer<curl_slist>?
    private let body: UnsafeMutableBufferPointer<UInt8>

    /// A transfer for one hop of a request. Nil if there is no memory.
    ///
    /// - Parameter context: Handed to the functions below; must live until this goes.
    init?(_ request: OutgoingRequest, options: HTTPEngineOptions, userAgent: String, context: UnsafeMutableRawPointer) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        body = .allocate(capacity: max(1, request.body.count))
        _ = body.initialize(from: request.body)
        setDestination(request, options, userAgent)
        setMessage(request)
        curl_set_pointer(handle, CURLOPT_PRIVATE, context)
        curl_set_on_bytes(handle, CURLOPT_WRITEFUNCTION, Self.onBody)
        curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        curl_set_on_bytes(handle, CURLOPT_HEADERFUNCTION, Self.onHeader)
        curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        curl_set_on_socket(handle, Self.onSocket)
        curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
        curl_slist_free_all(names)
        body.deallocate()
    }

    /// The status of the answer; 0 if none came.
    var status: Int {
        var status = 0
        curl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// Where the answer sends the request on, made absolute.
    var redirect: String? {
        var text: UnsafePointer<CChar>?
        curl_get_text(handle, CURLINFO_REDIRECT_URL, &text)
        return text.flatMap { String(validatingCString: $0) }
    }

    private func setDestination(_ request: OutgoingRequest, _ options: HTTPEngineOptions, _ userAgent: String) {
        curl_set_text(handle, CURLOPT_URL, request.url.text)
        curl_set_text(handle, CURLOPT_PROTOCOLS_STR, request.url.endpoint.scheme.rawValue)
        // Hops are followed here, after each was granted.
        curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 0)
        // An empty proxy is none, whatever the environment says.
        curl_set_text(handle, CURLOPT_PROXY, "")
        curl_set_text(handle, CURLOPT_USERAGENT, userAgent)
        curl_set_number(handle, CURLOPT_SSL_VERIFYPEER, 1)
        curl_set_number(handle, CURLOPT_SSL_VERIFYHOST, 2)
        curl_set_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        curl_set_number(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        curl_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeoutMilliseconds)
        curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        // A cancelled transfer does not wait for its name to be resolved.
        curl_set_number(handle, CURLOPT_QUICK_EXIT, 1)
        if let path = options.certificateAuthorities { curl_set_text(handle, CURLOPT_CAINFO, path) }
        for name in options.fixedNames { names = curl_slist_append(names, name) }
        if names != nil { curl_set_pointer(handle, CURLOPT_RESOLVE, names) }
    }

    private func setMessage(_ request: OutgoingRequest) {
        curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        if request.method == .head { curl_set_number(handle, CURLOPT_NOBODY, 1) }
        if request.method.mayHaveBody, !request.body.isEmpty || [.post, .put, .patch].contains(request.method) {
            curl_set_number(handle, CURLOPT_POST, 1)
            curl_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress)
        }
        // A name alone takes a header of libcurl's own away; one with a semicolon has no value.
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        lines.append("Expect:")
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        for line in lines { headers = curl_slist_append(headers, line) }
        curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
    }

    // The transfers outlive their handles: see `HTTPPoolCore`, which takes the handle out of libcurl first.

    private static let onBody: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        data, size, count, context in
        guard let context else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        return Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue().receivedBody(bytes) ? bytes.count : 0
    }

    private static let onHeader: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        data, size, count, context in
        guard let context else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        return Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue().receivedHeader(bytes) ? bytes.count : 0
    }

    private static let onSocket:
        @convention(c) (UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t = {
            context, _, address in
            guard let context, let address else { return -1 }
            var bytes: (UInt64, UInt64) = (0, 0)
            let found = withUnsafeMutableBytes(of: &bytes) { buffer -> IPAddress? in
                let start = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
                switch curl_address_bytes(address, start) {
                case 4: return .v4(UInt32(bigEndian: buffer.loadUnaligned(as: UInt32.self)))
                case 16: return IPAddress(normalizing: UInt128(bigEndian: buffer.loadUnaligned(as: UInt128.self)))
                default: return nil
                }
            }
            let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
            guard let found, transfer.mayConnect(to: found) else { return -1 }
            return HTTPSocket.open(family: address.pointee.family, type: address.pointee.socktype, protocol: address.pointee.protocol)
        }
}
