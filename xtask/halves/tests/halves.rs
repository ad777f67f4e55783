//! A module in two answers as it did in one, wherever it is cut.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use halves::{CALLS, Halves, TABLE, cut, noting};
use wasmi::{
    Caller, Engine, Error, Extern, Func, Instance, Linker, Module, Ref, Store, Val,
    errors::ErrorKind,
};

/// Seven functions that call one another directly, through a table and through the host, and share memory and a global.
const WHOLE: &str = r#"
(module
  (import "host" "twice" (func $twice (param i64) (result i64)))
  (memory (export "memory") 1)
  (table (export "functions") 3 funcref)
  (global $count (mut i32) (i32.const 0))
  (elem (i32.const 0) $even $odd $weigh)
  (data (i32.const 8) "\2a")
  (func $even (param i32) (result i32)
    (call $note)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 1))
      (else (call $odd (i32.sub (local.get 0) (i32.const 1))))))
  (func $odd (param i32) (result i32)
    (call $note)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (call_indirect (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))))
  (func $note
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i32.store8 (i32.const 9) (global.get $count)))
  (func $weigh (param i32 i64 f64) (result f64)
    (local $sum f64)
    (local.set $sum (f64.convert_i64_s (call $twice (local.get 1))))
    (f64.add (f64.add (local.get $sum) (local.get 2)) (f64.convert_i32_s (local.get 0))))
  (func $constant (result i32) (i32.load8_u (i32.const 8)))
  (func (export "weigh") (param i64 f64) (result f64)
    (call_indirect (param i32 i64 f64) (result f64) (call $constant) (local.get 0) (local.get 1) (i32.const 2)))
  (func (export "isEven") (param i32) (result i32)
    (i32.add (call $even (local.get 0)) (i32.mul (i32.const 256) (i32.load8_u (i32.const 9)))))
)"#;

const FUNCTIONS: usize = 7;

/// How often a second half was brought.
type Brought = u32;

/// The module with the host's function; with a second half, it is brought when it is called.
fn started(first: &[u8], second: Option<&[u8]>) -> (Store<Brought>, Instance) {
    let engine = Engine::default();
    let mut store = Store::new(&engine, 0);
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "twice", |number: i64| number * 2)
        .unwrap();
    let first = Module::new(&engine, first).unwrap();
    let instance = linker.instantiate_and_start(&mut store, &first).unwrap();
    if let Some(second) = second {
        let second = Module::new(&engine, second).unwrap();
        let bring = Func::wrap(&mut store, move |mut caller: Caller<'_, Brought>| {
            *caller.data_mut() += 1;
            put(&mut caller, instance, &second)
        });
        let table = instance.get_table(&store, TABLE).unwrap();
        table
            .set(&mut store, 0, Val::FuncRef(Ref::Val(bring)))
            .unwrap();
    }
    (store, instance)
}

/// Instantiates a second half beside the first.
fn put(caller: &mut Caller<'_, Brought>, first: Instance, second: &Module) -> Result<(), Error> {
    let mut linker = Linker::new(caller.engine());
    let lent: Vec<(String, Extern)> = first
        .exports(&*caller)
        .map(|export| (export.name().to_owned(), export.into_extern()))
        .collect();
    for (name, lent) in lent {
        linker.define("first", &name, lent)?;
    }
    linker
        .instantiate_and_start(&mut *caller, second)
        .map(|_| ())
}

/// What all exported functions answer, twice.
fn answers(store: &mut Store<Brought>, module: Instance) -> Vec<(i32, f64)> {
    let even = module
        .get_typed_func::<i32, i32>(&mut *store, "isEven")
        .unwrap();
    let weigh = module
        .get_typed_func::<(i64, f64), f64>(&mut *store, "weigh")
        .unwrap();
    (0..2)
        .map(|round| {
            let even = even.call(&mut *store, 4 + round).unwrap();
            (even, weigh.call(&mut *store, (1 << 40, 0.25)).unwrap())
        })
        .collect()
}

fn whole() -> Vec<u8> {
    wat::parse_str(WHOLE).unwrap()
}

#[test]
fn wherever_it_is_cut_a_module_answers_as_it_did_in_one() {
    let whole = whole();
    let (mut store, instance) = started(&whole, None);
    let expected = answers(&mut store, instance);
    assert_eq!(
        expected[0],
        (1 + 256 * 5, f64::from(42) + 2_f64.powi(41) + 0.25)
    );
    for bits in 0..1_u32 << FUNCTIONS {
        let is_called: Vec<bool> = (0..FUNCTIONS)
            .map(|function| bits & (1 << function) != 0)
            .collect();
        let Halves { first, second, .. } = cut(&whole, &is_called, 0).unwrap();
        let (mut store, instance) = started(&first, Some(&second));
        assert_eq!(answers(&mut store, instance), expected, "{is_called:?}");
        let is_whole = is_called.iter().all(|is_called| *is_called);
        assert_eq!(
            *store.data(),
            u32::from(!is_whole),
            "brought: {is_called:?}"
        );
    }
}

#[test]
fn a_start_that_calls_only_what_was_noted_brings_nothing() {
    let whole = whole();
    let (mut store, noting) = started(&noting(&whole).unwrap(), None);
    let even = noting.get_typed_func::<i32, i32>(&store, "isEven").unwrap();
    even.call(&mut store, 3).unwrap();
    let notes = noting.get_memory(&store, CALLS).unwrap();
    let is_called: Vec<bool> = notes.data(&store).iter().map(|note| *note == 1).collect();
    assert_eq!(
        is_called[..FUNCTIONS],
        [true, true, true, false, false, false, true]
    );

    let Halves { first, second, .. } = cut(&whole, &is_called, 0).unwrap();
    let (mut store, instance) = started(&first, Some(&second));
    let even = instance
        .get_typed_func::<i32, i32>(&store, "isEven")
        .unwrap();
    even.call(&mut store, 3).unwrap();
    assert_eq!(*store.data(), 0);
    answers(&mut store, instance);
    assert_eq!(*store.data(), 1);
}

#[test]
fn what_is_small_and_called_directly_comes_along_and_what_is_large_or_called_through_a_table_does_not()
 {
    // The two that are exported.
    let is_called = [false, false, false, false, false, true, true];
    let firsts = |near_bytes| cut(&whole(), &is_called, near_bytes).unwrap().firsts;
    assert_eq!(firsts(0), 2);
    // The constant.
    assert_eq!(firsts(8), 3);
    // Whether it is even or odd, and the note; not what weighs, which stands in the table alone.
    assert_eq!(firsts(1_000), 6);
}

#[test]
fn what_waits_for_a_second_half_that_never_comes_is_told_so() {
    let Halves { first, .. } = cut(&whole(), &[false; FUNCTIONS], 0).unwrap();
    let (mut store, instance) = started(&first, None);
    let even = instance
        .get_typed_func::<i32, i32>(&store, "isEven")
        .unwrap();
    let told = even.call(&mut store, 1).unwrap_err();
    assert!(matches!(told.kind(), ErrorKind::TrapCode(_)), "{told}");
}

#[test]
fn notes_of_another_module_and_what_cannot_be_cut_are_refused() {
    let refused = |text: &str, is_called: &[bool]| {
        cut(&wat::parse_str(text).unwrap(), is_called, 0)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(WHOLE, &[true; 6]),
        "calls of 6 functions were noted, and the module has 7"
    );
    assert_eq!(
        refused(WHOLE, &[true; 8]),
        "calls of 8 functions were noted, and the module has 7"
    );
    assert_eq!(
        refused("(module (func) (start 0))", &[true]),
        "the module starts by itself, before a second half could be asked for"
    );
    assert_eq!(
        refused("(module (import \"host\" \"memory\" (memory 1)))", &[]),
        "memory is imported, and is no function"
    );
    assert_eq!(
        refused(
            "(module (elem declare func 0) (func) (func (drop (ref.func 0))))",
            &[true, false]
        ),
        "function 1 names what a second half does not have"
    );
}
