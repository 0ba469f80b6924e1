import PluginKit

extension MinerSelection {
    /// Why a statement that takes a selection took none of it: no miner matches the filter, more match than are taken at once, or one of those
    /// chosen is not in sight, of which `undone` says what was left. Throws what the database does.
    func refusal(_ undone: String, in context: PluginContext) async throws -> PluginError {
        guard ids == nil else { return PluginError(.notFound, "miners: one of them is not there. \(undone)") }
        let call = Database.Call("miners_matching", parameters: Array(values.dropFirst()))
        let count: Int64 = try await context.database.batch([call])[0].rows.one()["total"]
        return PluginError(
            .invalidArgument,
            count > MinerSelection.most
                ? "filter: expected at most \(MinerSelection.most) miners, found \(count)." : "filter: no miner matches.")
    }
}
