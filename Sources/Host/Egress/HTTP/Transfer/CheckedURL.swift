internal import CCurl

/// A URL that libcurl has read: what is checked here is what it will connect to, since both come from one reading.
package struct CheckedURL: Sendable, Hashable {
    /// The URL as libcurl writes it, with its scheme and without a fragment.
    package let text: String
    package let endpoint: HTTPEndpoint

    /// Reads an absolute `http` or `https` URL. Numbers that stand for an address become that address.
    ///
    /// Thread: any; never blocks. Throws `OutgoingError` with `invalidRequest` for anything else, among it a user or password in the URL, a
    /// zone, and letters that are not ASCII in the host's name.
    package init(_ source: String) throws(OutgoingError) {
        guard source.utf8.count <= HTTPLimits.maximumURLBytes else {
            throw OutgoingError(.invalidRequest, "the URL has \(source.utf8.count) bytes, expected at most \(HTTPLimits.maximumURLBytes)")
        }
        let first = try Self.read(source)
        // The connection's reading is another one: what it would understand otherwise, such as digits behind percent signs, is not let through.
        guard let second = try? Self.read(first.text), second == first else {
            throw OutgoingError(.invalidRequest, "the URL's host can be read in two ways")
        }
        (text, endpoint) = first
    }

    private static func read(_ source: String) throws(OutgoingError) -> (text: String, endpoint: HTTPEndpoint) {
        guard !source.utf8.contains(where: { $0 <= 32 || $0 == 127 }), let handle = curl_url() else {
            throw OutgoingError(.invalidRequest, "the URL has blanks or control characters")
        }
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, source, UInt32(CURLU_DISALLOW_USER))
        guard code == CURLUE_OK else {
            throw OutgoingError(
                .invalidRequest, "the URL cannot be read, expected one such as https://api.example.org/v1/price without user and password",
                cause: String(cString: curl_url_strerror(code)))
        }
        // A fragment stays with the asker.
        curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
        guard let scheme = part(handle, CURLUPART_SCHEME).flatMap(HTTPScheme.init(rawValue:)) else {
            throw OutgoingError(.invalidRequest, "the URL's scheme is neither http nor https")
        }
        guard part(handle, CURLUPART_ZONEID) == nil, let host = part(handle, CURLUPART_HOST).flatMap(host) else {
            throw OutgoingError(.invalidRequest, "the URL's host is neither a name in ASCII nor an address")
        }
        guard let port = part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ UInt16($0) }), port > 0,
            let text = part(handle, CURLUPART_URL)
        else { throw OutgoingError(.invalidRequest, "the URL's port is not 1 to 65,535") }
        return (text, HTTPEndpoint(scheme: scheme, host: host, port: port))
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(validatingCString: text)
    }

    private static func host(_ text: String) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") { return IPAddress(text.dropFirst().dropLast()).map(\.description) }
        // Nothing that a second reading could take for something else: no percent sign, no separator.
        let name = text.lowercased()
        guard
            name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 || $0 == 95 }), !name.isEmpty
        else { return nil }
        return name
    }
}
