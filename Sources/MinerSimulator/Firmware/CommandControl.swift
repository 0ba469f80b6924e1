/// Orders over the CGMiner API.
enum CommandControl {
    /// The answer to a request that is an order or belongs to one; nil for a request that only reads.
    static func answer(_ request: String, _ family: ControlFamily, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        switch family {
        case .avalon: avalon(request, &state, here)
        case .avalon10: avalon10(request, &state, here)
        case .bosminer, .bosminerGraph: bosminer(request, &state, here)
        case .luxos: LuxOSControl.answer(request, &state, here)
        case .sealMiner: SealMinerControl.answer(request, &state, here)
        case .whatsminer: WhatsminerControl.answer(request, &state, here)
        case .none, .bitmain, .bitmainBefore2020, .vnish, .vnishBefore1, .whatsminerV3, .whatsminerFrames, .braiins, .epic: nil
        }
    }

    /// Command and parameter, in JSON or as `ascset|0,softoff,1:1700000000`.
    static func parts(_ request: String) -> (command: String, parameter: String) {
        guard request.first == "{" else {
            let parts = request.split(separator: "|", maxSplits: 1).map { String($0.filter { !$0.isNewline && $0 != "\0" }) }
            return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
        }
        return (
            JSONText.string("command", in: request) ?? JSONText.string("cmd", in: request) ?? "",
            JSONText.string("parameter", in: request) ?? ""
        )
    }

    private static func avalon(_ request: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        let (command, parameter) = parts(request)
        if command == "restart" {
            state.restart(at: here.moment.nanos, here.options)
            return here.status("RESTART", 0, "RESTART")
        }
        guard command == "ascset" else { return nil }
        let fields = parameter.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 2, fields[0] == "0" else { return here.status("E", 107, "Invalid ASC id \(fields.first ?? "")") }
        switch fields[1] {
        case "softoff", "softon":
            // "1:" and the second at which to act; one that is long past or far off is a clock that is wrong.
            guard fields.count == 3, fields[2].hasPrefix("1:"), let second = Int(fields[2].dropFirst(2)),
                (-60...60).contains(second - here.moment.unixSeconds)
            else { return here.status("E", 120, "ASC 0 set failed: \(fields[1]) parameter invalid") }
            let wait = UInt64(max(0, second - here.moment.unixSeconds)) * 1_000_000_000
            state.sleep(fields[1] == "softoff", at: here.moment.nanos + wait, here.options)
            return here.status("I", 118, "ASC 0 set info: success \(fields[1]):\(second)")
        case "setpool":
            guard fields.count == 8, fields[2] == "root", fields[3] == state.password, let slot = Int(fields[4]), (0..<3).contains(slot)
            else {
                return here.status("E", 120, "ASC 0 set failed: setpool fail, wrong user or password")
            }
            var pools = state.pools ?? []
            while pools.count <= slot { pools.append(SimulatedPool(url: "", user: "", password: "")) }
            pools[slot] = SimulatedPool(url: fields[5], user: fields[6], password: fields[7])
            state.mine(at: pools)
            return here.status(
                "I", 118,
                "ASC 0 set info: pool success set to \(fields[5]) worker is \(fields[6]) workerpassword is \(fields[7]) Please reboot miner to make config work."
            )
        default: return here.status("E", 120, "ASC 0 set failed: unknown option \(fields[1])")
        }
    }

    /// Shapes of replies: the maker's manual of the Avalon 10 series.
    private static func avalon10(_ request: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        let (command, parameter) = parts(request)
        guard command == "ascset" else { return avalon(request, &state, here) }
        switch parameter {
        case "0,hashpower,0":
            state.sleep(true, at: here.moment.nanos, here.options)
            return here.status("I", 118, "ASC 0 set info: Power off hash now ...")
        case "0,hashpower":
            let (amperes, watts) = state.isAsleep ? (0, 0) : (140, 1839)
            return here.status("I", 118, "ASC 0 set info: PS[0 1220 1314 \(amperes) \(watts) 1308]")
        case "0,reboot,0":
            state.sleep(false, at: here.moment.nanos, here.options)
            state.restart(at: here.moment.nanos, here.options)
            return here.status("S", 119, "ASC 0 set OK")
        case _ where parameter.hasPrefix("0,setpool,"): return setSinglePool(parameter, &state, here)
        case _ where ["0,softoff", "0,softon"].contains { parameter.hasPrefix($0) }:
            return here.status("E", 120, "ASC 0 set failed: Unknown option: \(parameter.dropFirst(2).prefix { $0 != "," })")
        default: return avalon(request, &state, here)
        }
    }

    /// The manual: no number, one pool.
    private static func setSinglePool(_ parameter: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8] {
        let fields = parameter.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 7, fields[2] == "root", fields[3] == state.password else {
            return here.status("E", 120, "ASC 0 set failed: setpool fail, wrong user or password")
        }
        state.mine(at: [SimulatedPool(url: fields[4], user: fields[5], password: fields[6])])
        return here.status(
            "I", 118,
            "ASC 0 set info: pool success set to \(fields[4]) worker is \(fields[5]) workerpassword is \(fields[6]) Please reboot miner to make config work."
        )
    }

    /// Shapes of replies: BOSminer's documents; no capture of these two exists here.
    private static func bosminer(_ request: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        switch parts(request).command {
        case "pause":
            state.sleep(true, at: here.moment.nanos, here.options)
            return here.status("S", 200, "Pause")
        case "resume":
            state.sleep(false, at: here.moment.nanos, here.options)
            return here.status("S", 201, "Resume")
        default: return nil
        }
    }
}
