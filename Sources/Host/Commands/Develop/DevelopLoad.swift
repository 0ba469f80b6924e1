import ArgumentParser
import HostPlugins

/// `hashinsight dev-load LIBRARY`: loads a library and reads its entry, for `dev`, which does not do that in its own process.
struct DevelopLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "dev-load", shouldDisplay: false)

    @Argument var library: String

    func run() async throws {
        try await Failure.exiting {
            if case .failure(let error) = await PluginLibrary.loadApart(path: library) { throw Failure(.wrongInput, error.message) }
        }
    }
}
