/// Orders and what leads to them over HTTP.
enum WebControl {
    /// The answer of a model's web server.
    static func answer(_ request: HTTPRequest, _ family: ControlFamily, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer
    {
        switch family {
        case .bitmain: bitmain(request, &state, here)
        case .bitmainBefore2020: bitmainBefore2020(request, &state, here)
        case .vnish: VNishControl.answer(request, &state, here)
        case .sealMiner: SealMinerControl.answer(request, &state, here)
        case .bosminerGraph: BOSminerControl.answer(request, &state, here)
        case .braiins: braiins(request, &state, here)
        default: HTTPAnswer(404)
        }
    }

    private static func bitmain(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer {
        if let refusal = DigestGuard.refusal(request, &state, here) { return refusal }
        switch (request.method, request.path) {
        case ("GET", "/cgi-bin/get_miner_conf.cgi"): return HTTPAnswer(200, BitmainConfiguration.text(state))
        case ("POST", "/cgi-bin/set_miner_conf.cgi"):
            guard let mode = JSONText.word("miner-mode", in: request.body) ?? JSONText.word("bitmain-work-mode", in: request.body),
                request.body.contains("\"pools\"")
            else { return HTTPAnswer(200, #"{"stats":"error","code":"M001","msg":"Illegal request!"}"#) }
            state.sleep(mode == "1", at: here.moment.nanos, here.options)
            // Nothing of the mode before is kept by a device that is put to sleep: it wakes in what it is told then.
            if mode != "1" { state.work(in: mode) }
            let pools = BitmainConfiguration.pools(in: request.body)
            if pools != BitmainConfiguration.pools(in: BitmainConfiguration.text(state)) { state.mine(at: pools) }
            return HTTPAnswer(200, #"{"stats":"success","code":"M000","msg":"OK!"}"#)
        case ("GET", "/cgi-bin/reboot.cgi"):
            state.restart(at: here.moment.nanos, here.options)
            return HTTPAnswer(200)
        default: return HTTPAnswer(404)
        }
    }

    /// The configuration of that time, with which nothing sleeps; it is only read here.
    private static func bitmainBefore2020(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer {
        if let refusal = DigestGuard.refusal(request, &state, here) { return refusal }
        switch (request.method, request.path) {
        case ("GET", "/cgi-bin/get_miner_conf.cgi"):
            return HTTPAnswer(
                200, #"{"pools":[{"url":"stratum+tcp://stratum.example.com:3333","user":"demo.worker","pass":"x"}],"bitmain-freq":"650"}"#)
        case ("GET", "/cgi-bin/reboot.cgi"):
            state.restart(at: here.moment.nanos, here.options)
            return HTTPAnswer(200)
        default: return HTTPAnswer(404)
        }
    }

    /// Shapes of replies: Braiins' public interface; captured are only replies that read.
    private static func braiins(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer {
        if request.method == "POST", request.path == "/api/v1/auth/login" {
            guard JSONText.string("username", in: request.body) == "root",
                (JSONText.string("password", in: request.body) ?? "") == state.password
            else { return HTTPAnswer(401, #"{"message":"Invalid credentials"}"#) }
            return HTTPAnswer(200, #"{"token":"\#(give(&state, here))","timeout_s":3600}"#)
        }
        guard let token = request.headers["authorization"], let given = state.tokens[token], here.moment.nanos - given < 3_600_000_000_000
        else {
            return HTTPAnswer(401, #"{"message":"Unauthorized"}"#)
        }
        state.tokens[token] = here.moment.nanos
        guard request.method == "PUT" else { return HTTPAnswer(405) }
        switch request.path {
        case "/api/v1/actions/pause": state.sleep(true, at: here.moment.nanos, here.options)
        case "/api/v1/actions/resume": state.sleep(false, at: here.moment.nanos, here.options)
        case "/api/v1/actions/restart": state.restart(at: here.moment.nanos, here.options)
        case "/api/v1/performance/power-target":
            guard let watts = JSONText.word("watt", in: request.body).flatMap({ Int($0) }), (500...9_000).contains(watts) else {
                return HTTPAnswer(400, #"{"message":"power target out of bounds"}"#)
            }
            state.limit(watts: watts, at: here.moment.nanos, here.options)
            return HTTPAnswer(200, #"{"watt":\#(watts)}"#)
        case "/api/v1/pools/batch":
            let pools = SimulatedPool.list(in: request.body, password: "password")
            guard request.body.hasPrefix("["), !pools.isEmpty else { return HTTPAnswer(400, #"{"message":"no pools"}"#) }
            state.mine(at: pools)
            return HTTPAnswer(200, request.body)
        default: return HTTPAnswer(404)
        }
        return HTTPAnswer(200, "true")
    }

    /// A token, for whoever gave the password.
    static func give(_ state: inout DeviceState, _ here: OrderSurroundings) -> String {
        if state.tokens.count >= 32 { state.tokens.removeAll() }
        let token = here.token(16)
        state.tokens[token] = here.moment.nanos
        return token
    }
}
