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
        guard let table = host.services.http, let start = table.start, let cancel = table.cancel else {
            throw PluginError(.denied, "Outgoing requests were not granted: the manifest must list \(HI_HTTP_1) under services.")
        }
        let (call, callDeadline) = Database.currentCall
        let deadline = request.timeoutMilliseconds.map { millis in
            let nanos = UInt64(max(0, min(millis, 86_400_000))) * 1_000_000
            let (end, overflows) = Clock(host: host).monotonicNanos.addingReportingOverflow(nanos)
            return overflows ? callDeadline : min(callDeadline, end)
        }
        let result = await HostOperation.run(host) { host, context, id, error in
            message.withABIBytes { start(host, call, $0, deadline ?? callDeadline, HostOperation.onResult, context, id, error) }
        } cancel: { host, id in
            cancel(host, id)
        }
        return try HTTPClientResponse(try result.get())
    }

    /// A `GET`. Throws as `send`.
    public func get(_ url: String, headers: [(name: String, value: String)] = []) async throws(PluginError) -> HTTPClientResponse {
        try await send(HTTPClientRequest("GET", url, headers: headers))
    }
}
