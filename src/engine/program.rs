//! Programs of a graphics card: compiled, linked, and told what they are to know.

use web_sys::{WebGl2RenderingContext as Gl, WebGlProgram, WebGlShader, WebGlUniformLocation};

use super::error::EngineError;

/// A linked program and where its uniforms are.
pub(super) struct Program {
    /// What is used and what attributes are of.
    pub(super) program: WebGlProgram,
    uniforms: Vec<(String, WebGlUniformLocation)>,
}

impl Program {
    pub(super) fn new(
        gl: &Gl,
        part: &'static str,
        vertex: &str,
        fragment: &str,
    ) -> Result<Self, EngineError> {
        let program = gl.create_program().ok_or_else(|| refused(part))?;
        let shaders = [
            shader(gl, part, Gl::VERTEX_SHADER, vertex)?,
            shader(gl, part, Gl::FRAGMENT_SHADER, fragment)?,
        ];
        for shader in &shaders {
            gl.attach_shader(&program, shader);
        }
        gl.link_program(&program);
        for shader in &shaders {
            gl.delete_shader(Some(shader));
        }
        let linked = gl.get_program_parameter(&program, Gl::LINK_STATUS);
        if !linked.is_truthy() && !gl.is_context_lost() {
            return Err(EngineError::Shader {
                part,
                reason: gl.get_program_info_log(&program).unwrap_or_default(),
            });
        }
        let count = gl
            .get_program_parameter(&program, Gl::ACTIVE_UNIFORMS)
            .as_f64()
            .unwrap_or(0.0);
        let uniforms = (0..count as u32)
            .filter_map(|number| gl.get_active_uniform(&program, number))
            .filter_map(|info| {
                let name = info.name();
                let place = gl.get_uniform_location(&program, &name)?;
                Some((name.trim_end_matches("[0]").to_owned(), place))
            })
            .collect();
        Ok(Self { program, uniforms })
    }

    /// Where a uniform is; `None` when this program has no use for it, which WebGL takes in silence.
    fn at(&self, name: &str) -> Option<&WebGlUniformLocation> {
        self.uniforms
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, place)| place)
    }

    pub(super) fn set_floats(&self, gl: &Gl, name: &str, values: &[f32]) {
        gl.uniform1fv_with_f32_array(self.at(name), values);
    }

    pub(super) fn set_vec2(&self, gl: &Gl, name: &str, x: f32, y: f32) {
        gl.uniform2f(self.at(name), x, y);
    }

    pub(super) fn set_vec3s(&self, gl: &Gl, name: &str, values: &[f32]) {
        gl.uniform3fv_with_f32_array(self.at(name), values);
    }

    pub(super) fn set_vec4s(&self, gl: &Gl, name: &str, values: &[f32]) {
        gl.uniform4fv_with_f32_array(self.at(name), values);
    }

    pub(super) fn set_mat3(&self, gl: &Gl, name: &str, values: &[f32; 9]) {
        gl.uniform_matrix3fv_with_f32_array(self.at(name), false, values);
    }

    pub(super) fn set_mat4(&self, gl: &Gl, name: &str, values: &[f32; 16]) {
        gl.uniform_matrix4fv_with_f32_array(self.at(name), false, values);
    }

    pub(super) fn set_int(&self, gl: &Gl, name: &str, value: i32) {
        gl.uniform1i(self.at(name), value);
    }

    pub(super) fn set_uint(&self, gl: &Gl, name: &str, value: u32) {
        gl.uniform1ui(self.at(name), value);
    }

    pub(super) fn set_uvec2(&self, gl: &Gl, name: &str, x: u32, y: u32) {
        gl.uniform2ui(self.at(name), x, y);
    }
}

fn shader(
    gl: &Gl,
    part: &'static str,
    kind: u32,
    source: &str,
) -> Result<WebGlShader, EngineError> {
    let shader = gl.create_shader(kind).ok_or_else(|| refused(part))?;
    gl.shader_source(&shader, source);
    gl.compile_shader(&shader);
    let compiled = gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS);
    if compiled.is_truthy() || gl.is_context_lost() {
        return Ok(shader);
    }
    Err(EngineError::Shader {
        part,
        reason: gl.get_shader_info_log(&shader).unwrap_or_default(),
    })
}

/// The card made no such thing, and does not say why.
pub(super) const fn refused(part: &'static str) -> EngineError {
    EngineError::Shader {
        part,
        reason: String::new(),
    }
}
