import PluginABI

/// Where bytes are pinned, and where not yet, and why.
public struct NotaryPin: Sendable, Hashable {
    /// How far it has come.
    public enum State: Int64, Sendable, Hashable {
        /// The host has it; no provider yet.
        case pending = 1
        /// One provider has it at least.
        case pinned
        /// No provider has it and none is tried any more, until the operator has looked.
        case failed
        /// Taken back; a provider has it still.
        case removing
        /// Taken back, and gone wherever it was.
        case removed
    }

    /// How it stands at one provider; never `removing`.
    public struct Place: Sendable, Hashable {
        /// `pinata`, `kubo`, `folder` or `service`.
        public let provider: String
        /// How far it has come there.
        public let state: State
        /// What went wrong at the last try, for a person; nil while nothing is.
        public let problem: String?
    }

    /// The content identifier, of version 1.
    public let cid: String
    /// How far it has come.
    public let state: State
    /// Each provider that the operator named.
    public let places: [Place]

    /// Reads the host's answer; nil for a key that is not there. Throws `.internal` for one that lacks what its state has.
    static func read(_ message: [UInt8]) throws(PluginError) -> NotaryPin? {
        try message.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            guard let stated = reader.first(Int(HI_PIN_ANSWER_STATE), Int(HI_FIELD_INTEGER))?.integer else { throw incomplete }
            guard stated != Int64(HI_PIN_UNKNOWN) else { return nil }
            guard let state = State(rawValue: stated), let name = reader.first(Int(HI_PIN_ANSWER_CID), Int(HI_FIELD_TEXT)) else {
                throw incomplete
            }
            var places: [Place] = []
            var provider: String?
            var placed: State?
            for index in 0..<reader.fieldCount {
                let field = reader[index]
                switch (field.id, field.type) {
                case (Int(HI_PIN_ANSWER_PROVIDER), Int(HI_FIELD_TEXT)):
                    provider = String(decoding: reader.data(field), as: UTF8.self)
                    placed = nil
                case (Int(HI_PIN_ANSWER_PROVIDER_STATE), Int(HI_FIELD_INTEGER)): placed = field.integer.flatMap(State.init(rawValue:))
                case (Int(HI_PIN_ANSWER_PROBLEM), Int(HI_FIELD_TEXT)):
                    guard let name = provider, let state = placed else { throw incomplete }
                    let problem = String(decoding: reader.data(field), as: UTF8.self)
                    places.append(Place(provider: name, state: state, problem: problem.isEmpty ? nil : problem))
                    (provider, placed) = (nil, nil)
                default: break
                }
            }
            guard provider == nil else { throw incomplete }
            return NotaryPin(cid: String(decoding: reader.data(name), as: UTF8.self), state: state, places: places)
        }
    }

    private static var incomplete: PluginError { PluginError(.internal, "The host's answer about a pin lacks what its state has.") }
}
