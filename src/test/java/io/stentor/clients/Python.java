package io.stentor.clients;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Python with the packages that a file of {@code src/test/python} names, in an environment of its own below target. */
final class Python {
    private static final Path WORK = Path.of("target/python");

    private final Path home;

    private Python(Path home) {
        this.home = home;
    }

    /** Makes it ready; ends the test where there is no Python or the packages cannot be had. */
    static Python with(String requirements, String test) throws Exception {
        var python = Tools.onPath("python3")
                .orElseGet(() -> Tools.missing("python", test, "there is no python3 on the PATH"));
        Tools.copy(Path.of("src/test/python"), WORK);
        var wanted = WORK.resolve(requirements);
        var home = WORK.resolve(requirements.replace(".txt", "")).toAbsolutePath();
        var installed = home.resolve("installed.txt");
        if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
            run(test, "python3 -m venv failed", python, "-m", "venv", "--clear", home.toString());
            run(
                    test,
                    "pip install failed",
                    bin(home, "python"),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-input",
                    "--requirement",
                    requirements);
            Files.copy(wanted, installed, REPLACE_EXISTING);
        }
        return new Python(home);
    }

    private static void run(String test, String otherwise, String... command) throws Exception {
        var run = Tools.run(WORK, Map.of(), command);
        if (run.code() != 0) {
            System.out.println(run.output());
            Tools.missing("python", test, otherwise);
        }
    }

    /** Runs a program of the environment, {@code python} or one that a package brought. */
    Tools.Run run(Map<String, String> environment, String program, String... arguments) throws Exception {
        var command = new String[arguments.length + 1];
        command[0] = bin(home, program);
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Tools.run(WORK, environment, command);
    }

    private static String bin(Path home, String program) {
        return home.resolve("bin").resolve(program).toString();
    }
}
