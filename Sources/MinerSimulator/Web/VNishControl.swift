internal import Foundation

/// VNish's web interface. Shapes of replies: its published interface and those who use it; no capture of its web server exists here.
enum VNishControl {
    /// The answer of the web server.
    static func answer(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer {
        guard request.path.hasPrefix("/api/v1/") else { return HTTPAnswer(404) }
        if request.method == "POST", request.path == "/api/v1/unlock" {
            guard JSONText.string("pw", in: request.body) == state.password else { return HTTPAnswer(401, #"{"err":"Wrong password"}"#) }
            return HTTPAnswer(200, #"{"token":"\#(WebControl.give(&state, here))"}"#)
        }
        guard let token = request.headers["authorization"], state.tokens[token] != nil else {
            return HTTPAnswer(401, #"{"err":"Unauthorized"}"#)
        }
        switch (request.method, request.path) {
        case ("POST", "/api/v1/mining/stop"), ("POST", "/api/v1/mining/pause"): state.sleep(true, at: here.moment.nanos, here.options)
        case ("POST", "/api/v1/mining/start"), ("POST", "/api/v1/mining/resume"): state.sleep(false, at: here.moment.nanos, here.options)
        case ("POST", "/api/v1/mining/restart"): state.restart(at: here.moment.nanos, here.options)
        case ("GET", "/api/v1/settings"): return HTTPAnswer(200, settings(state))
        case ("GET", "/api/v1/autotune/presets"): return HTTPAnswer(200, "[\(presets(state).map(row).joined(separator: ","))]")
        case ("POST", "/api/v1/settings"):
            write(request.body, &state, here)
            // As the firmware does: the same to what it takes and to what it does not.
            return HTTPAnswer(200, #"{"restart_required":false,"reboot_required":false}"#)
        default: return HTTPAnswer(404, #"{"err":"Not found"}"#)
        }
        return HTTPAnswer(200)
    }

    /// By their watts; the highest was never tuned.
    static func presets(_ state: DeviceState) -> [(name: String, isTuned: Bool)] {
        [46, 60, 75, 90, 100, 110].map { (String(state.nameplateWatts * $0 / 1_000 * 10), $0 < 110) }
    }

    private static func row(_ preset: (name: String, isTuned: Bool)) -> String {
        #"{"name":"\#(preset.name)","pretty":"\#(preset.name) watt","status":"\#(preset.isTuned ? "tuned" : "untuned")"}"#
    }

    private static func settings(_ state: DeviceState) -> String {
        let pools = state.pools ?? [SimulatedPool(url: "eu.ss.btc.com:1800", user: "worker1", password: "x")]
        let rows = pools.map { pool in
            let url = pool.url.replacing("stratum+tcp://", with: "")
            return #"{"url":"\#(url)","user":"\#(pool.user)","pass":"\#(pool.password)"}"#
        }
        let preset = state.profile ?? String(state.nameplateWatts / 10 * 10)
        return """
            {"miner":{"overclock":{"preset":"\(preset)","modded_psu":false,"globals":{"volt":0,"freq":0}},\
            "cooling":{"mode":{"name":"auto","param":65}},"pools":[\(rows.joined(separator: ","))]},\
            "regional":{"timezone":{"current":"GMT"}}}
            """
    }

    private static func write(_ body: String, _ state: inout DeviceState, _ here: OrderSurroundings) {
        guard let given = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
            let miner = given["miner"] as? [String: Any]
        else { return }
        if let pools = miner["pools"] as? [[String: Any]], (1...3).contains(pools.count) {
            state.mine(
                at: pools.map { pool in
                    let url = pool["url"] as? String ?? ""
                    return SimulatedPool(
                        url: url.contains("://") ? url : "stratum+tcp://\(url)", user: pool["user"] as? String ?? "",
                        password: pool["pass"] as? String ?? "")
                })
        }
        // Without the rest of its part a preset is not taken.
        guard let overclock = miner["overclock"] as? [String: Any], overclock["globals"] != nil,
            let preset = overclock["preset"] as? String, presets(state).contains(where: { $0.name == preset }), let watts = Int(preset)
        else { return }
        state.hash(by: preset, watts: watts, at: here.moment.nanos, here.options)
    }
}
