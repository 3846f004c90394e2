//! The `lockbox` program: arguments to command to exit code.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// Tesseract's OpenMP threads slow every call down several times; the limit is read when the program loads.
const OPENMP_LIMIT: &str = "OMP_THREAD_LIMIT";

fn main() -> ExitCode {
    if env::var_os(OPENMP_LIMIT).is_none()
        && let Ok(program) = env::current_exe()
    {
        // Returns only if the program could not start itself again; then it goes on, just slower.
        let _failed = Command::new(program).args(env::args_os().skip(1)).env(OPENMP_LIMIT, "1").exec();
    }
    lockbox::cli::run(env::args_os())
}
