import HTTPTypes
import Hummingbird
import NIOCore

/// Live events, for programs and pages.
struct EventEndpoints: Sendable {
    let events: any EventSubscribing
    let identity: any SessionAuthenticating
    let registry: EventStreamRegistry
    let heartbeat: Duration

    var routes: [HostRoute] {
        [
            HostRoute(
                .get, "/api/v1/events", access: .member(.guest),
                documentation: RouteDocumentation(
                    summary: "Live events of the topics, as server-sent events", tag: "events", query: ["topics"],
                    contentType: "text/event-stream",
                    answer: ["type": "string"])
            ) { try open($0, $1) },
            HostRoute(.get, "/events", access: .member(.guest)) { try open($0, $1) },
        ]
    }

    private func open(_ request: Request, _ context: WebContext) throws -> Response {
        let session = try context.requireSession()
        let topics = try TopicList.parse(FormBody(request.uri.query ?? "")["topics"] ?? "")
        let filter = EventFilter(topics: topics, tenantKey: session.tenantKey, sight: session.sight)
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"]
        if request.method == .head { return Response(status: .ok, headers: headers) }
        let (signals, signal) = AsyncStream<EventStream.Signal>.makeStream(bufferingPolicy: .bufferingNewest(256))
        let slot = EventStreamSlot(try registry.open(member: session.memberId) { signal.finish() }, in: registry)
        // Else it would keep its place until the next heartbeat: whoever turns pages quickly would be told to have too many.
        ClientWatch.whenClientGoes(from: context.channel) { signal.finish() }
        let stream = EventStream(
            session: session, token: context.sessionToken ?? "", filter: filter, identity: identity, heartbeat: heartbeat, signals: signals,
            signal: signal)
        // Subscribed before the head goes out: nothing that happens after the answer began is missed.
        let subscription = events.subscribe(filter)
        let body = ResponseBody { writer in
            defer { slot.close() }
            try await stream.run(subscription, writer: &writer)
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
