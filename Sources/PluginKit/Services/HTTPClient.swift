import PluginABI

/// Requests to hosts outside, through the host: only to those that the manifest lists under `grants: egress: hosts` and the operator granted.
///
/// Thread: any; waits without holding a thread. A request is cancelled with the task that waits for it.
public struct HTTPClient: Sendable {
    let host: HostHandle

    /// Sends a request and gives the answer, whatever its status.
    ///
    /// ```swift
    /// let answer = try await context.http.send(HTTPClientRequest("GET", "https://api.example.org/v1/price"))
    /// ```
    /// Throws `.denied` for a host, a hop or an address that is not granted, `.unavailable` for a host that cannot be reached, is not trusted
    /// or failed too often, `.overQuota` for this minute's quota or an answer beyond its limit, `.invalidArgument`, `.deadline`,
    /// `.cancelled`. `details` begins with a word for programs, such as `host_not_granted`.
    public func send(_ request: HTTPClientRequest) async throws(PluginError) -> HTTPClientResponse {
        let message = try request.message()
        let deadline = request.timeoutMilliseconds.map { millis in
            let nanos = UInt64(max(0, min(millis, 86_400_000))) * 1_000_000
            let (end, overflows) = Clock(host: host).monotonicNanos.addingReportingOverflow(nanos)
            return overflows ? UInt64.max : end
        }
        let table = host.services.http
        let answer = try await HostOperation.ask(
            host, table?.start, cancel: table?.cancel, message, deadlineNanos: deadline ?? .max,
            notGranted: PluginError(.denied, "Outgoing requests were not granted: the manifest must list \(HI_HTTP_1) under services."))
        return try HTTPClientResponse(answer)
    }

    /// A `GET`. Throws as `send`.
    public func get(_ url: String, headers: [(name: String, value: String)] = []) async throws(PluginError) -> HTTPClientResponse {
        try await send(HTTPClientRequest("GET", url, headers: headers))
    }
}
