import PluginKit

/// The data of the map: racks as tables, each place a mark with its miner's state, rate and heat as text.
struct MapPage: Sendable {
    let miners: [MapMiner]
    let language: String

    func write(to json: inout JSONWriter) {
        let map = RackMap(miners)
        json.field("is_empty", miners.isEmpty)
        json.array("racks") { json in
            for rack in map.racks {
                json.object { json in
                    json.field("name", rack.name)
                    json.array("shelves") { json in
                        for shelf in rack.shelves {
                            json.object { json in
                                json.field("number", shelf.number)
                                json.array("places") { json in
                                    for place in shelf.places { write(place, to: &json) }
                                }
                            }
                        }
                    }
                }
            }
        }
        json.field("has_others", !map.others.isEmpty)
        json.array("others") { json in
            for line in map.others {
                json.object { json in
                    json.array("places") { json in
                        for miner in line { write([miner], to: &json) }
                    }
                }
            }
        }
        legend(to: &json)
    }

    /// Every state that there is, with its mark and how many miners are in it.
    private func legend(to json: inout JSONWriter) {
        let counts = Dictionary(miners.map { ($0.state, 1) }, uniquingKeysWith: +)
        json.array("legend") { json in
            for state in MinerQuery.states {
                guard let count = counts[state] else { continue }
                json.object { json in
                    StateFields.write(state, to: &json)
                    json.field("mark", MapPage.mark(state))
                    json.field("count", count)
                }
            }
        }
    }

    private func write(_ place: [MapMiner], to json: inout JSONWriter) {
        json.object { json in
            json.array("m") { json in
                for miner in place {
                    json.object { json in
                        json.field("i", miner.id)
                        json.field("c", StateWords.cssClass(miner.state))
                        json.field("s", MapPage.mark(miner.state))
                        json.field("w", words(miner))
                    }
                }
            }
        }
    }

    private func words(_ miner: MapMiner) -> String {
        var words = [miner.serialNumber, miner.address, StateWords.word(miner.state, language: language)]
        if miner.state != "never_seen" {
            if let rate = miner.hashrateTHs { words.append("\(DisplayNumber.text(rate, 1)) TH/s") }
            if let celsius = miner.temperatureCelsius { words.append("\(DisplayNumber.text(celsius, 0)) °C") }
        }
        return words.joined(separator: " · ")
    }

    /// A mark beside the colour, for whoever does not tell colours apart.
    private static func mark(_ state: String) -> String {
        switch state {
        case "ok": "•"
        case "hashing_low": "▾"
        case "paused": "‖"
        case "offline": "–"
        case "unreachable": "×"
        case "refusing": "⊘"
        case "malformed": "!"
        case "stale": "~"
        default: "?"
        }
    }
}
