import HostPlugins
import PluginABI

/// A route or a job of the plugin with the messages that call it.
struct Work: Sendable {
    enum Kind: Sendable {
        case route(Route)
        case job(JobDeclaration)
    }

    let kind: Kind

    /// `route list_miners`, `job collect`.
    var name: String {
        switch kind {
        case .route(let route): "route \(route.name)"
        case .job(let job): "job \(job.name)"
        }
    }

    var answerKind: Int {
        switch kind {
        case .route: Int(HI_KIND_HTTP_ANSWER)
        case .job: Int(HI_KIND_JOB_ANSWER)
        }
    }

    /// What a request carries; bytes, so that it can also be no text.
    struct Contents {
        var parameter = Array("1".utf8)
        var query: [UInt8] = []
        var headers: [(name: [UInt8], value: [UInt8])] = []
        var body: [UInt8]?
        var path: [UInt8]?
        var tenant = Array("alpha".utf8)
        var arguments: [UInt8]?
        /// Ids of fields that are left out.
        var without: Set<Int> = []
    }

    /// A message as the host writes it.
    func message(_ contents: Contents = Contents()) -> [UInt8] {
        switch kind {
        case .route(let route): Self.request(route, contents)
        case .job(let job): Self.run(job.name, contents)
        }
    }

    private static func request(_ route: Route, _ contents: Contents) -> [UInt8] {
        var message = RawMessage(kind: Int(HI_KIND_HTTP_REQUEST))
        func text(_ id: Int, _ bytes: [UInt8]) { if !contents.without.contains(id) { message.text(id, bytes) } }
        let hasBody = [.post, .put, .patch].contains(route.method)
        var headers = contents.headers
        if hasBody { headers.append((Array("content-type".utf8), Array("application/json".utf8))) }
        let path = route.path.segments.map { segment -> [UInt8] in
            switch segment {
            case .literal(let literal): Array("/\(literal)".utf8)
            case .parameter: [47] + contents.parameter
            }
        }
        text(HI_REQUEST_ROUTE, Array(route.name.utf8))
        text(HI_REQUEST_METHOD, Array(route.method.rawValue.utf8))
        text(HI_REQUEST_PATH, contents.path ?? path.flatMap { $0 })
        text(HI_REQUEST_QUERY, contents.query)
        for name in route.path.parameters {
            text(HI_REQUEST_PARAMETER, Array(name.utf8))
            text(HI_REQUEST_PARAMETER, contents.parameter)
        }
        for header in headers {
            text(HI_REQUEST_HEADER, header.name)
            text(HI_REQUEST_HEADER, header.value)
        }
        let body = contents.body ?? (hasBody ? Array("{}".utf8) : [])
        if !contents.without.contains(Int(HI_REQUEST_BODY)) { message.bytes(Int(HI_REQUEST_BODY), body) }
        text(HI_REQUEST_ID, Array("conformance-1".utf8))
        text(HI_REQUEST_TENANT, contents.tenant)
        text(HI_REQUEST_TENANT_KIND, Array("client".utf8))
        text(HI_REQUEST_ROLE, Array("owner".utf8))
        text(HI_REQUEST_LANGUAGE, Array("en".utf8))
        return message.finish()
    }

    private static func run(_ job: String, _ contents: Contents) -> [UInt8] {
        var message = RawMessage(kind: Int(HI_KIND_JOB_RUN))
        if !contents.without.contains(Int(HI_JOB_NAME)) { message.text(Int(HI_JOB_NAME), job) }
        if let arguments = contents.arguments { message.bytes(Int(HI_JOB_ARGUMENTS), arguments) }
        if !contents.without.contains(Int(HI_JOB_RUN_ID)) { message.text(Int(HI_JOB_RUN_ID), "conformance-1") }
        message.integer(Int(HI_JOB_ATTEMPT), 1)
        message.integer(Int(HI_JOB_DUE_AT), 1_700_000_000_000_000)
        message.integer(Int(HI_JOB_FENCE), 7)
        return message.finish()
    }

    /// A call by a name that the plugin does not have.
    static func unknown(kind: Int, name: String) -> [UInt8] {
        var message = RawMessage(kind: kind)
        message.text(Int(HI_REQUEST_ROUTE), name)  // the same field names a job
        message.text(Int(HI_REQUEST_METHOD), "GET")
        return message.finish()
    }
}
