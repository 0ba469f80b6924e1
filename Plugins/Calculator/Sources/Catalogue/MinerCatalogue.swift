/// The models that may be named in place of hashrate and power. Pure.
struct MinerCatalogue: Sendable {
    /// By vendor and name.
    let models: [MinerModel]
    private let positions: [String: Int]

    init(_ models: [MinerModel]) {
        self.models = models
        var positions: [String: Int] = [:]
        for (index, model) in models.enumerated() {
            for name in [model.id, model.name, "\(model.vendor) \(model.name)"] { positions[name.lowercased()] = index }
        }
        self.positions = positions
    }

    /// The model of an id or a name, in any case.
    subscript(_ name: String) -> MinerModel? { positions[name.lowercased()].map { models[$0] } }
}
