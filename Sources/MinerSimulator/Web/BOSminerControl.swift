internal import Foundation

/// The web server of BOSminer from 21.09 to 22.08: GraphQL for a session in a cookie. Shapes of replies: those who use it; no capture of orders
/// exists here.
enum BOSminerControl {
    /// The answer of the web server.
    static func answer(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer {
        guard request.method == "POST", request.path == "/graphql",
            let given = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any],
            let query = given["query"] as? String
        else { return HTTPAnswer(404) }
        let variables = given["variables"] as? [String: Any] ?? [:]
        if query.contains("login(") {
            guard variables["username"] as? String == "root", variables["password"] as? String == state.password else {
                return HTTPAnswer(200, #"{"data":{"auth":{"login":{"__typename":"AuthError"}}}}"#)
            }
            let id = here.token(32)
            state.tokens[id] = here.moment.nanos
            return HTTPAnswer(
                200, #"{"data":{"auth":{"login":{"__typename":"VoidResult"}}}}"#, headers: ["Set-Cookie": "session_id=\(id); Path=/"])
        }
        guard let cookie = request.headers["cookie"], cookie.hasPrefix("session_id="), state.tokens[String(cookie.dropFirst(11))] != nil
        else { return HTTPAnswer(200, #"{"data":null,"errors":[{"message":"Unauthorized"}]}"#) }
        if query.contains("updateGroups(") { return HTTPAnswer(200, groups(variables, &state)) }
        if query.contains("updateAutotuning(") { return HTTPAnswer(200, tuning(variables, &state, here)) }
        guard query.contains("restart{") else { return HTTPAnswer(200, #"{"data":null,"errors":[{"message":"Unknown field"}]}"#) }
        state.restart(at: here.moment.nanos, here.options)
        return HTTPAnswer(200, #"{"data":{"bosminer":{"restart":{"__typename":"VoidResult"}}}}"#)
    }

    private static func groups(_ variables: [String: Any], _ state: inout DeviceState) -> String {
        let groups = variables["groups"] as? [[String: Any]] ?? []
        let pools = groups.flatMap { $0["pools"] as? [[String: Any]] ?? [] }.compactMap { pool -> SimulatedPool? in
            guard let url = pool["url"] as? String, let user = pool["user"] as? String else { return nil }
            return SimulatedPool(url: url, user: user, password: pool["password"] as? String ?? "")
        }
        guard !pools.isEmpty else { return config("updateGroups", #"{"__typename":"GroupListError","message":"no pools"}"#) }
        state.mine(at: pools)
        return config("updateGroups", #"{"__typename":"GroupList"}"#)
    }

    private static func tuning(_ variables: [String: Any], _ state: inout DeviceState, _ here: OrderSurroundings) -> String {
        guard let watts = variables["limit"] as? Int, (100...5_000).contains(watts) else {
            return config("updateAutotuning", #"{"__typename":"AttributeError","message":"powerTarget out of range"}"#)
        }
        state.limit(watts: watts, at: here.moment.nanos, here.options)
        return config("updateAutotuning", #"{"__typename":"AutotuningOut"}"#)
    }

    private static func config(_ name: String, _ result: String) -> String {
        #"{"data":{"bosminer":{"__typename":"BosminerMutation","config":{"\#(name)":\#(result)}}}}"#
    }
}
