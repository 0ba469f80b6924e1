import Testing

/// Gives a suite one world of its own for all its tests: `@Suite(.world(hosts: 2))`, then `World.current`.
struct WorldTrait: SuiteTrait, TestScoping {
    let hosts: Int

    @TaskLocal static var world: World?

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        let world = try await World.start(hosts: hosts)
        do {
            try await WorldTrait.$world.withValue(world) { try await function() }
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }
}

extension Trait where Self == WorldTrait {
    static func world(hosts: Int = 1) -> WorldTrait { WorldTrait(hosts: hosts) }
}

extension World {
    /// The suite's world.
    static var current: World {
        get throws {
            guard let world = WorldTrait.world else { throw TestFailure("the suite has no .world()") }
            return world
        }
    }
}
