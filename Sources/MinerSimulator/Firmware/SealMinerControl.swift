/// Orders to a SealMiner: over the CGMiner API, and over its web server, which boots it. Shapes of replies: those of CGMiner, which BDMiner is
/// made of; no capture of these exists here.
enum SealMinerControl {
    private static let user = "seal"

    /// The answer to an order over the API; nil for a request that only reads.
    static func answer(_ request: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        let command = CommandControl.parts(request).command
        switch command {
        case "restart":
            // A restart takes a suspended device back to work.
            if state.isAsleep { state.sleep(false, at: here.moment.nanos, here.options) }
            state.restart(at: here.moment.nanos, here.options)
            return here.status("RESTART", 0, "RESTART")
        case "ascset":
            let parameter = JSONText.unescaped("parameter", in: request) ?? CommandControl.parts(request).parameter
            if parameter.hasPrefix("0,powerlimit,") {
                guard let watts = JSONText.string("value", in: parameter).flatMap({ Int($0) }), (500...9_000).contains(watts) else {
                    return here.status("E", 120, "ASC 0 set failed: invalid powerlimit")
                }
                state.keep(limitWatts: watts)
                return here.status("S", 119, "ASC 0 set OK")
            }
            guard parameter == "0,suspend" else { return here.status("E", 120, "ASC 0 set failed: unknown option") }
            state.sleep(true, at: here.moment.nanos, here.options)
            return here.status("S", 119, "ASC 0 set OK")
        case "updatepools":
            let pools = SimulatedPool.list(in: JSONText.unescaped("parameter", in: request) ?? "", password: "pass")
            guard (1...3).contains(pools.count) else { return here.status("E", 53, "Invalid pools") }
            state.keep(pools: pools)
            return here.status("S", 55, "Pools updated")
        default: return nil
        }
    }

    /// The answer of its web server: a session for the password, and a boot for whoever has one.
    static func answer(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer {
        switch (request.method, request.path) {
        case ("POST", "/cgi-bin/login.php"):
            guard request.body == "username=\(user)&origin_pwd=\(state.password)" else {
                return HTTPAnswer(200, #"{"status":"error","msg":"login failed"}"#)
            }
            let id = here.token(26)
            state.tokens = [id: here.moment.nanos]
            return HTTPAnswer(200, #"{"status":"success"}"#, headers: ["Set-Cookie": "PHPSESSID=\(id); path=/"])
        case ("GET", "/cgi-bin/reboot.php"):
            guard let cookie = request.headers["cookie"], cookie.hasPrefix("PHPSESSID="), state.tokens[String(cookie.dropFirst(10))] != nil
            else { return HTTPAnswer(302, headers: ["Location": "/login.html"]) }
            state.boot(at: here.moment.nanos, here.options)
            return HTTPAnswer(200, #"{"status":"success"}"#)
        default: return HTTPAnswer(404)
        }
    }
}
