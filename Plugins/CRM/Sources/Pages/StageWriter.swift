import PluginKit

/// Writes a stage and those that may follow, as the fields by which a template finds their words.
enum StageWriter {
    static func write(_ stage: String, to json: inout JSONWriter) {
        json.field("stage", stage)
        writeWord(stage, to: &json)
        json.field("stage_class", css(stage))
    }

    /// All stages, for a filter.
    static func write<Known: Stage>(_ stages: Known.Type, chosen: String?, to json: inout JSONWriter) {
        json.array("stages") { json in
            for known in stages.allCases {
                json.object { json in
                    write(known.rawValue, to: &json)
                    json.field("is_chosen", known.rawValue == chosen)
                }
            }
        }
    }

    static func writeNext<Known: Stage>(_ stage: String, _ stages: Known.Type, to json: inout JSONWriter) {
        let next = Known(rawValue: stage)?.next ?? []
        json.field("has_next", !next.isEmpty)
        json.array("next") { json in
            for stage in next {
                json.object { json in
                    json.field("value", stage.rawValue)
                    writeWord(stage.rawValue, to: &json)
                }
            }
        }
    }

    /// Every word is said, yes or no: a template looks around an object for what the object does not say.
    private static func writeWord(_ stage: String, to json: inout JSONWriter) {
        for word in Set(LeadStage.words + DealStage.words).sorted() { json.field("is_\(word)", word == stage) }
    }

    private static func css(_ stage: String) -> String {
        switch stage {
        case "qualified", "won", "issued": "state-fine"
        case "contacted", "proposal", "negotiation", "draft": "state-low"
        case "lost", "ended": "state-unreachable"
        default: "state-paused"
        }
    }
}
