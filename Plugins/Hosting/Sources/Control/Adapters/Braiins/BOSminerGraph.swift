import PluginKit

/// BOSminer from 21.09 to 22.08: what its CGMiner API does not offer, its web server takes as GraphQL, for a session in a cookie.
///
/// Source: github.com/b-rowan/asic-rs, its back end for Braiins OS 21.09; for the limit's answer, and that a restart makes pools count, also
/// other public clients of the same interface.
struct BOSminerGraph: DeviceAdapter {
    private enum Stage: Sendable { case login, writing, restarting }

    private static let user = "root"
    private static let login =
        "mutation($username:String!,$password:String!){auth{login(username:$username,password:$password){__typename}}}"
    private static let groups =
        "mutation($groups:[Group!]!){bosminer{config{updateGroups(groups:$groups){__typename ... on GroupListError{message}}}}}"
    private static let tuning = """
        mutation($limit:Int!){bosminer{config{updateAutotuning(input:{powerTarget:$limit},apply:true)\
        {__typename ... on AttributeError{message} ... on AutotuningError{message}}}}}
        """
    private static let restart = "mutation{bosminer{restart{__typename ... on BosminerError{message}}}}"

    private let action: DeviceAction
    private let access: DeviceAccess
    /// Why an older BOSminer, which has no such web server, does not do it.
    private let otherwise: DeviceWord
    private var stage = Stage.login
    private var cookie = ""

    init(_ action: DeviceAction, _ access: DeviceAccess, otherwise: DeviceWord) {
        self.action = action
        self.access = access
        self.otherwise = otherwise
    }

    mutating func begin() -> DeviceStep {
        ask(BOSminerGraph.login) { json in
            json.field("username", BOSminerGraph.user)
            json.field("password", access.passwords[.braiins])
        }
    }

    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep? {
        guard case .login = stage, outcome == .refused else { return nil }
        return .done(DeviceVerdict(.unsupported, otherwise))
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused(.webNoHttp)) }
        switch stage {
        case .login: return loggedIn(reply)
        case .writing:
            let fields = ["updateGroups", "updateAutotuning"]
            let config = BOSminerGraph.data(reply)?["bosminer"]?["config"]
            guard let refusal = BOSminerGraph.refusal(reply, fields.lazy.compactMap { config?[$0] }.first) else {
                guard case .setPools = action else { return .done(DeviceVerdict(.accepted, .tookOrder)) }
                stage = .restarting
                return ask(BOSminerGraph.restart)
            }
            return .done(refusal)
        case .restarting:
            let refusal = BOSminerGraph.refusal(reply, BOSminerGraph.data(reply)?["bosminer"]?["restart"])
            return .done(refusal ?? DeviceVerdict(.accepted, action == .restart ? .restarts : .tookPools))
        }
    }

    private mutating func loggedIn(_ reply: HTTPReply) -> DeviceStep {
        if [404, 405].contains(reply.status) { return .done(DeviceVerdict(.unsupported, otherwise)) }
        let session = reply.values("set-cookie").lazy.compactMap { $0.split(separator: ";").first }.first { $0.hasPrefix("session_id=") }
        guard reply.isSuccess, let session, session.utf8.count > "session_id=".utf8.count else {
            return .done(.refused(.wrongPasswordOf, ["user": BOSminerGraph.user], saying: reply.text))
        }
        cookie = String(session)
        switch action {
        case .setPools(let pools):
            stage = .writing
            return ask(BOSminerGraph.groups) { BOSminerGraph.write(pools, to: &$0) }
        case .limitPower(let watts):
            stage = .writing
            return ask(BOSminerGraph.tuning) { $0.field("limit", watts) }
        case .sleep, .wake, .restart:
            stage = .restarting
            return ask(BOSminerGraph.restart)
        }
    }

    /// One group of all pools in the place of the groups that there are.
    private static func write(_ pools: [DevicePool], to json: inout JSONWriter) {
        json.array("groups") { json in
            json.object { json in
                json.field("name", "Default")
                json.field("quota", 1)
                json.array("pools") { json in
                    for pool in pools {
                        json.object { json in
                            json.field("url", pool.url)
                            json.field("user", pool.user)
                            json.field("password", pool.password)
                        }
                    }
                }
            }
        }
    }

    private static func data(_ reply: HTTPReply) -> JSONValue? { ReplyJSON.object(reply.body)?["data"] }

    /// Why a change was not made; nil where the device says that it was.
    private static func refusal(_ reply: HTTPReply, _ result: JSONValue?) -> DeviceVerdict? {
        guard reply.isSuccess else { return .refused(.saidNoCode, ["code": String(reply.status)], saying: reply.text) }
        if let error = ReplyJSON.object(reply.body)?["errors"]?.array?.first {
            return .refused(.saidNo, saying: error["message"]?.string ?? "")
        }
        guard let result, let kind = result["__typename"]?.string else { return .refused(.unreadable) }
        return kind.hasSuffix("Error") ? .refused(.saidNo, saying: result["message"]?.string ?? kind) : nil
    }

    private func ask(_ query: String, _ variables: (inout JSONWriter) -> Void = { _ in }) -> DeviceStep {
        let body = CommandBytes.object { json in
            json.field("query", query)
            json.object("variables", variables)
        }
        let host = access.host(access.webPort)
        let bytes =
            cookie.isEmpty
            ? HTTPMessage.bytes("POST", "/graphql", host: host, body: body)
            : HTTPMessage.bytes("POST", "/graphql", host: host, headers: ["Cookie": cookie], body: body)
        return .ask(
            DeviceRequest(port: access.webPort, bytes: bytes, framing: .http, silence: cookie.isEmpty ? .nothingDone : .mayBeDone))
    }
}
