/// Orders to LuxOS over the CGMiner API. Shapes of replies: Luxor's documents and those who use its interface; no capture of these exists here.
enum LuxOSControl {
    /// The answer to an order or what belongs to one; nil for a request that only reads what the model's book has.
    static func answer(_ request: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        let (command, parameter) = CommandControl.parts(request)
        let fields = parameter.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        func session(_ id: String) -> String { #","SESSION":[{"SessionID":"\#(id)"}]"# }
        switch command {
        case "logon":
            guard state.tokens.isEmpty else { return here.status("E", 402, "Another session is active") }
            let id = here.token(8)
            state.tokens = [id: here.moment.nanos]
            return here.status("S", 316, "Session created", more: session(id))
        case "session": return here.status("S", 315, "Session information", more: session(state.tokens.keys.first ?? ""))
        case "groups", "addgroup", "removegroup", "addpool": return pools(command, fields, &state, here)
        case "profiles": return here.status("S", 320, "Profiles", more: #","PROFILES":[\#(rows(profiles(state)))]"#)
        case "atm":
            let bound = state.thermalBound
            return here.status(
                "S", 339, "ATM configuration values", more: #","ATM":[{"Enabled":\#(bound != nil),"MaxProfile":"\#(bound ?? "")"}]"#)
        case "logoff", "curtail", "resetminer", "profileset", "atmset":
            guard let id = fields.first, state.tokens[id] != nil else { return here.status("E", 402, "Session is not active or is wrong") }
            return ordered(command, Array(fields.dropFirst()), &state, here)
        default: return nil
        }
    }

    private static func ordered(
        _ command: String, _ fields: [String], _ state: inout DeviceState, _ here: OrderSurroundings
    ) -> [UInt8] {
        switch command {
        case "logoff":
            state.tokens.removeAll()
            return here.status("S", 317, "Session terminated")
        case "resetminer":
            state.restart(at: here.moment.nanos, here.options)
            return here.status("S", 318, "Miner reset")
        case "profileset":
            guard state.thermalBound == nil else { return here.status("E", 342, "ATM is on") }
            guard let profile = profiles(state).first(where: { [$0.name] == fields }) else {
                return here.status("E", 322, "Profile not found")
            }
            state.hash(by: profile.name, watts: profile.watts, at: here.moment.nanos, here.options)
            return here.status("S", 321, "Profile Set", more: #","PROFILE":[{"Board":0,"Profile":"\#(profile.name)"}]"#)
        case "atmset":
            var bound = state.thermalBound ?? "default"
            for field in fields where field.hasPrefix("max_profile=") { bound = String(field.dropFirst(12)) }
            guard profiles(state).contains(where: { $0.name == bound }) else { return here.status("E", 341, "Invalid max_profile") }
            state.followTemperature(upTo: fields.contains("enabled=false") ? nil : bound)
            return here.status("S", 340, "ATM configuration updated")
        default:
            guard fields.count == 1, ["sleep", "wakeup"].contains(fields[0]) else { return here.status("E", 334, "Curtail mode invalid") }
            state.sleep(fields[0] == "sleep", at: here.moment.nanos, here.options)
            return here.status("S", 335, "Curtail command sent")
        }
    }

    private static func pools(_ command: String, _ fields: [String], _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8] {
        var groups = state.poolGroups ?? [SimulatedPoolGroup(id: 0, name: "default", pools: [])]
        switch command {
        case "groups":
            let rows = groups.map { #"{"GROUP":\#($0.id),"Name":"\#($0.name)","Quota":1.0}"# }
            return here.status("S", 347, "\(groups.count) Group(s)", more: #","GROUPS":[\#(rows.joined(separator: ","))]"#)
        case "addgroup":
            guard fields.count == 2, !groups.contains(where: { $0.name == fields[0] }), UInt(fields[1]) != nil else {
                return here.status("E", 348, "Invalid group")
            }
            groups.append(SimulatedPoolGroup(id: groups.count, name: fields[0], pools: []))
        case "addpool":
            guard fields.count == 4, let place = groups.firstIndex(where: { String($0.id) == fields[3] }) else {
                return here.status("E", 53, "Invalid pool or group")
            }
            groups[place].pools.append(SimulatedPool(url: fields[0], user: fields[1], password: fields[2]))
        default:
            guard let place = groups.firstIndex(where: { [String($0.id)] == fields }) else { return here.status("E", 349, "Invalid group") }
            groups.remove(at: place)
            // Those behind it move up.
            for later in groups.indices { groups[later].id = later }
        }
        state.mine(in: groups)
        return here.status("S", 55, "\(command) done")
    }

    /// Nine steps below the nameplate and four above it.
    static func profiles(_ state: DeviceState) -> [(name: String, watts: Int)] {
        (-9...4).map { step in
            (step == 0 ? "default" : "\(545 + 25 * step)MHz", state.nameplateWatts * (100 + 6 * step) / 100)
        }
    }

    private static func rows(_ profiles: [(name: String, watts: Int)]) -> String {
        profiles.enumerated().map { place, profile in
            #"{"Profile Name":"\#(profile.name)","Frequency":\#(320 + 25 * place),"Voltage":13.4,"Watts":\#(profile.watts)}"#
        }.joined(separator: ",")
    }
}
